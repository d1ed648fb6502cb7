"""Through which mechanisms do the partners work?"""

from components.ui.cards.alliance import mechanism_history, mechanism_ribbons, network_cards, purpose_card
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("alliance")
guarded(lambda: mechanism_ribbons(seen))
guarded(lambda: purpose_card(seen))
guarded(lambda: network_cards(seen))
guarded(lambda: mechanism_history(seen))
end(seen)

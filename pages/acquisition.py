"""What is bought, built or reformed, and who said what about it?"""

from components.ui.cards.acquisition import approach_card, money_cards, statements_card
from components.ui.cards.shared import ribbon_card
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("acquisition")
guarded(lambda: approach_card(seen))
guarded(lambda: statements_card(seen))
guarded(lambda: ribbon_card(seen, "initiative", "initiative-ribbons"))
guarded(lambda: money_cards(seen))
end(seen)

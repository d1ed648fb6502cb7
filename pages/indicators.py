"""What do the numbers say?"""

from components.ui.cards.indicators import family_cards
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("indicators")
guarded(lambda: family_cards(seen))
end(seen)

"""What is not known?"""

from components.ui.cards.coverage import knowledge_card, open_promises_card, thin_card, years_card
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("coverage")
guarded(lambda: knowledge_card(seen))
guarded(lambda: open_promises_card(seen))
guarded(lambda: thin_card(seen))
guarded(lambda: years_card(seen))
end(seen)

"""How does the posture differ, dimension by dimension?"""

from components.ui.cards.compare import change_card, dimension_matrix, dumbbells_by_change
from components.ui.faults import guarded
from components.ui.order import after_charts
from components.ui.page import begin, end

seen = begin("compare")
after_charts(lambda: dimension_matrix(seen))
guarded(lambda: dumbbells_by_change(seen))
guarded(lambda: change_card(seen))
end(seen)

"""Where does each component of Kill Chain, KAMD and KMPR stand?"""

from components.ui.cards.compare import flow_card
from components.ui.cards.three_axis import axis_ribbons, component_history
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("three_axis")
guarded(lambda: axis_ribbons(seen))
guarded(lambda: flow_card(seen, "component"))
guarded(lambda: component_history(seen))
end(seen)

"""What happened, in what order?"""

from components.ui.cards.timeline import timeline_card
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("timeline")
guarded(lambda: timeline_card(seen))
end(seen)

"""What changed between the two dates?"""

from components.ui.cards.overview import group_card, headlines, orientation, reports_card, ways_on
from components.ui.faults import guarded
from components.ui.order import after_charts
from components.ui.page import begin, end

seen = begin("overview")
after_charts(lambda: headlines(seen))
after_charts(orientation)
guarded(lambda: group_card(seen))
after_charts(lambda: reports_card(seen))
after_charts(ways_on)
end(seen)

"""What changed between the two dates?"""

from components.ui.cards.overview import group_card, headlines, orientation, reports_card, ways_on
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("overview")
guarded(lambda: headlines(seen))
orientation()
guarded(lambda: group_card(seen))
guarded(lambda: reports_card(seen))
ways_on()
end(seen)

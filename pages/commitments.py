"""What became of the promises?"""

from components.ui.cards.commitments import outcome_card, windows_card
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("commitments")
guarded(lambda: outcome_card(seen))
guarded(lambda: windows_card(seen))
end(seen)

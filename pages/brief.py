"""What do I put in my memo?"""

from components.ui.cards.brief import brief_body, brief_download
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("brief")
guarded(lambda: brief_download(seen))
guarded(lambda: brief_body(seen))
end(seen)

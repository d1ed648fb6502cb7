"""Where does it come from?"""

from components.ui.cards.evidence import downloads_card, row_card, search_card, sources_card, tables_card
from components.ui.faults import guarded
from components.ui.page import begin, end

seen = begin("evidence")
guarded(lambda: row_card(seen))
guarded(lambda: search_card(seen))
guarded(lambda: downloads_card(seen))
guarded(lambda: sources_card(seen))
guarded(lambda: tables_card(seen))
end(seen)

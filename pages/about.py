"""How was it made?"""

from components.ui.cards.about import changes_card, cite_card, codebook_card, terms_card, vocabulary_card
from components.ui.faults import guarded
from components.ui.page import begin, end, prose

seen = begin("about")
prose("about")
guarded(lambda: cite_card(seen))
guarded(lambda: terms_card(seen))
guarded(lambda: vocabulary_card(seen))
guarded(lambda: codebook_card(seen))
guarded(lambda: changes_card(seen))
end(seen)

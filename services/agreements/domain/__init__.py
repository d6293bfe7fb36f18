"""The rules of agreements: what city, retailers and businesses agree upon, and what is then told to others.

Pure functions over frozen dataclasses: ids and times come in, new state and announcements go out, and a rule that says
no raises Refused. By subject: `retailers`, `mou` (memoranda), `products` (what was heard of them), `offers`, `terms`
and `trading` (what the law says of them), `pks` (agreements), `endings` (of those), `mou_text` and `pks_text` (what is
signed), `parties`, `signing`, `awaited` (whose turn it is), `differences` (of versions), `basis` (what follows when
that which something stands on comes or goes), `labels`, `texts`.
"""

from services.agreements.domain.awaited import ENDING_DAYS, awaited_by_mou, awaited_by_pks, is_ending
from services.agreements.domain.basis import (
    begin_mous,
    end_mous,
    follow_products,
    rename_businesses,
    withdraw_consents,
)
from services.agreements.domain.differences import GONE, NEW, SAME, TermChange, compare_terms, compare_texts
from services.agreements.domain.endings import decline_pks, end_pks, lapse_pks
from services.agreements.domain.known import Decided, Known
from services.agreements.domain.labels import label, reason_of
from services.agreements.domain.mou import (
    OFFICES,
    Agreed,
    Mou,
    MouStatus,
    agree_to_mou,
    begin_mou,
    comment_mou,
    draft_mou,
    end_mou,
    lapse_mou,
    missing_agreements,
    missing_signatures,
    revise_mou,
    sign_mou,
)
from services.agreements.domain.mou_text import Comment, MouText, MouVersion
from services.agreements.domain.offers import (
    ANSWER_DAYS,
    ANSWERABLE,
    Offer,
    OfferStatus,
    answer_offer,
    lapse_answers,
    require_chosen,
)
from services.agreements.domain.parties import names_of
from services.agreements.domain.pks import (
    SIGNING_DAYS,
    Ground,
    Pks,
    PksStatus,
    PksVersion,
    draft_pks,
    is_signable,
    lost_ground,
    number_owner,
    revise_pks,
    sign_pks,
    warnings_of,
)
from services.agreements.domain.products import Business, Heard, Product
from services.agreements.domain.retailers import (
    BUSINESS_PARTY,
    CITY_PARTY,
    Branch,
    Retailer,
    register_retailer,
    require_new_retailer,
)
from services.agreements.domain.signing import Signed, Speaker, content_hash, numbers
from services.agreements.domain.terms import PAYMENT_DAYS, Terms, capacity_left, limits_in_words
from services.agreements.domain.texts import TEXTS, say

__all__ = [
    "ANSWERABLE",
    "ANSWER_DAYS",
    "BUSINESS_PARTY",
    "CITY_PARTY",
    "ENDING_DAYS",
    "GONE",
    "NEW",
    "OFFICES",
    "PAYMENT_DAYS",
    "SAME",
    "SIGNING_DAYS",
    "TEXTS",
    "Agreed",
    "Branch",
    "Business",
    "Comment",
    "Decided",
    "Ground",
    "Heard",
    "Known",
    "Mou",
    "MouStatus",
    "MouText",
    "MouVersion",
    "Offer",
    "OfferStatus",
    "Pks",
    "PksStatus",
    "PksVersion",
    "Product",
    "Retailer",
    "Signed",
    "Speaker",
    "TermChange",
    "Terms",
    "agree_to_mou",
    "answer_offer",
    "awaited_by_mou",
    "awaited_by_pks",
    "begin_mou",
    "begin_mous",
    "capacity_left",
    "comment_mou",
    "compare_terms",
    "compare_texts",
    "content_hash",
    "decline_pks",
    "draft_mou",
    "draft_pks",
    "end_mou",
    "end_mous",
    "end_pks",
    "follow_products",
    "is_ending",
    "is_signable",
    "label",
    "lapse_answers",
    "lapse_mou",
    "lapse_pks",
    "limits_in_words",
    "lost_ground",
    "missing_agreements",
    "missing_signatures",
    "names_of",
    "number_owner",
    "numbers",
    "reason_of",
    "register_retailer",
    "rename_businesses",
    "require_chosen",
    "require_new_retailer",
    "revise_mou",
    "revise_pks",
    "say",
    "sign_mou",
    "sign_pks",
    "warnings_of",
    "withdraw_consents",
]

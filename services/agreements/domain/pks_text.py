"""The whole text of a cooperation agreement that is signed: in words, for it is read by people."""

from services.agreements.domain import signing
from services.agreements.domain.mou import Mou
from services.agreements.domain.offers import Offer
from services.agreements.domain.products import Business
from services.agreements.domain.retailers import Retailer
from services.agreements.domain.terms import RETURNS, SCHEMES, Terms, in_figures
from services.agreements.domain.texts import in_words


def text_of_pks(terms: Terms, *, number: int, mou: Mou, retailer: Retailer, business: Business, offer: Offer) -> str:
    """The text of a version; its hash goes into every signature."""
    facts = offer.facts
    lines = (
        "PERJANJIAN KERJA SAMA",
        f"Kesepakatan Bersama: {mou.title} ({', '.join(signing.numbers(mou.signatures).values())})",
        f"Mitra ritel: {retailer.legal_name}",
        f"Pelaku usaha: {business.name or business.id}",
        f"Produk: {facts.name}, {facts.net_content}, GTIN {facts.gtin or '-'}, revisi {offer.revision}",
        f"Versi: {number}",
        *_lines_of(terms),
    )
    return signing.canonical("\n".join(lines))


def _lines_of(terms: Terms) -> tuple[str, ...]:
    return (
        f"Skema: {SCHEMES[terms.scheme]}",
        f"Harga per unit jual: Rp{in_figures(terms.price)}",
        f"Pembayaran: {_payment(terms.payment_days)}",
        f"Margin mitra ritel: {terms.margin_percent} persen dari harga rak",
        f"Biaya pendaftaran per gerai, satu kali: Rp{in_figures(terms.listing_fee)}",
        f"Seluruh biaya yang dibebankan: {terms.trading_terms_percent} persen dari penjualan",
        f"Retur: {RETURNS[terms.returns]}",
        f"Gerai: {'; '.join(terms.stores)}",
        f"Pesanan minimum per gerai: {in_figures(terms.minimum_order)} unit",
        f"Kebutuhan per gerai per bulan: {in_figures(terms.units_per_store_and_month)} unit",
        f"Jangka waktu: {in_words(terms.since)} sampai dengan {in_words(terms.until)}",
    )


def _payment(days: int) -> str:
    return f"{days} hari sejak faktur" if days else "saat faktur diterima"

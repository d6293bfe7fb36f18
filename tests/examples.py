"""A business and a product as people send them in: valid, so that a test changes the one thing it is about."""

from typing import Any

BUSINESS: dict[str, Any] = {
    "city": "ambon",
    "name": "Dapur Tifa Sirimau",
    "nib": "0220009861929",
    "legal_form": "perorangan",
    "established": True,
    "turnover": 180_000_000,
    "kbli_code": "10772",
    "kbli_version": "2025",
    "district_code": "81.71.02",
    "owner_name": "Yohana Latuconsina",
    "phone": "081234567890",
    "nik": "8171014101900001",
    "consent": {"text_version": "2025-1", "given_at": "2025-01-02T00:00:00Z", "channel": "mandiri"},
}
PRODUCT: dict[str, Any] = {
    "name": "Sambal Roa Tifa",
    "category": "pangan-kering",
    "net_content": "150 g",
    "shelf_life_days": 180,
    "storage": "suhu-ruang",
    "price": 32_000,
    "capacity_per_month": 600,
    "licences": [{"kind": "pirt", "number": "P-IRT No. 2068171010001-31", "valid_until": "2031-03-01"}],
    "halal_status": "bersertifikat",
    "halal_number": "ID32110001902430323",
    "gtin": "8991001000019",
}
"""Of a business that is named beside it (`business_id`)."""

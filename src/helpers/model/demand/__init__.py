"""How many dossiers, where and in which form (Decision 45/2016/QĐ-TTg, article 5)."""

from helpers.model.demand.choice import choice_shares, expected_at_sites
from helpers.model.demand.forms import FORMS, Split, by_form, form_shares
from helpers.model.demand.places import at_sites, commune_weights, induced_demand, quickest_so_far
from helpers.model.demand.volume import FullYear, Market, full_year, full_year_range, paths, provincial_path

__all__ = [
    "FORMS", "FullYear", "Market", "Split", "at_sites", "by_form", "choice_shares", "commune_weights",
    "expected_at_sites", "form_shares", "full_year", "full_year_range", "induced_demand", "paths",
    "provincial_path", "quickest_so_far",
]

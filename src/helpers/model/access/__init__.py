"""How far people are from service and how good their access is: travel, measures, catchments."""

from helpers.model.access.catchment import (
    gaussian_weights,
    plain_weights,
    step_weights,
    two_step_floating_catchment,
)
from helpers.model.access.measures import (
    DIFFICULT,
    gini,
    mean_service_radius_km,
    people_per_point,
    share_where,
    share_within,
    weighted_mean,
    weighted_quantile,
)
from helpers.model.access.travel import (
    EARTH_RADIUS_KM,
    Roads,
    along,
    given_travel,
    great_circle_km,
    mean_distance_within_km,
    nearest_site,
    straight_ways,
    travel,
)
from helpers.model.access.ways import DrawnWays, Ways

__all__ = [
    "DIFFICULT", "EARTH_RADIUS_KM", "DrawnWays", "Roads", "Ways", "along", "gaussian_weights", "gini", "given_travel",
    "great_circle_km", "mean_distance_within_km", "mean_service_radius_km", "nearest_site", "people_per_point",
    "plain_weights", "share_where", "share_within", "step_weights", "straight_ways", "travel",
    "two_step_floating_catchment", "weighted_mean", "weighted_quantile",
]

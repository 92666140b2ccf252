-- Grain: one officer-entered value.
select
    time_period,
    time_identifier,
    measure_id,
    cast(null as ubigint) as child,
    numerator,
    denominator,
    invited
from returns

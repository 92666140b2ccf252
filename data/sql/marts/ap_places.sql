-- Grain: one AP school at one term's census day, and one child placed there. By the school's
-- district.
with open_schools as (
    select
        calendar.time_period,
        calendar.term as time_identifier,
        calendar.census_day,
        stg_schools.school_urn,
        stg_schools.district,
        stg_schools.ap_places
    from stg_schools
    inner join calendar
        on
            calendar.census_day between stg_schools.valid_from
            and coalesce(stg_schools.valid_to, date '2999-12-31')
    where stg_schools.ap_places > 0 and calendar.census_day <= $as_at_placements
)

select
    time_period,
    time_identifier,
    district,
    cast(null as ubigint) as child,
    0 as once_children,
    ap_places as places
from open_schools
union all
select
    open_schools.time_period,
    open_schools.time_identifier,
    open_schools.district,
    stg_placements.pupil_id as child,
    1 as once_children,
    0 as places
from stg_placements
inner join stg_providers on stg_providers.provider_id = stg_placements.provider_id
inner join open_schools
    on
        open_schools.school_urn = stg_providers.urn
        and open_schools.census_day between stg_placements.start_date and stg_placements.open_to
where stg_placements.tier in ('2', '3')

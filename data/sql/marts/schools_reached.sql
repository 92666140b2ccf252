-- Grain: one school with 10 or more suspensions in one academic year. By school district.
with suspended as (
    select
        days.time_period,
        days.time_identifier,
        stg_exclusions.school_urn,
        min(stg_exclusions.start_date) as a_day,
        count(*) as suspensions
    from stg_exclusions
    inner join days on days.day = stg_exclusions.start_date
    where stg_exclusions.is_suspension and days.time_identifier = 'Academic year'
    group by all
    having count(*) >= 10
),

supported as (
    select distinct
        periods.time_period,
        stg_placements.home_school_urn as school_urn
    from stg_placements
    inner join periods
        on
            stg_placements.start_date <= periods.last_day
            and stg_placements.open_to >= periods.first_day
    where stg_placements.tier = '1' and periods.time_identifier = 'Academic year'
)

select
    suspended.time_period,
    suspended.time_identifier,
    coalesce(stg_schools.district, 'z') as district,
    case when stg_schools.school_urn is not null then coalesce(stg_schools.phase, 'Not in scope') end
        as phase,
    cast(null as ubigint) as child,
    1 as schools,
    cast(supported.school_urn is not null as integer) as reached,
    cast(supported.school_urn is null as integer) as not_reached
from suspended
left join stg_schools
    on
        stg_schools.school_urn = suspended.school_urn
        and suspended.a_day between stg_schools.found_from and stg_schools.found_to
left join supported
    on
        supported.time_period = suspended.time_period
        and supported.school_urn = suspended.school_urn

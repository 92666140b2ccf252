-- Grain: one school in one period of validity, periods of a school never overlapping.
create temp table stg_schools as
with ordered as (
    select
        school_urn,
        coalesce(laestab, school_urn) as laestab,
        school_name,
        phase as phase_code,
        case
            when phase in ('PS', 'MP') then 'Primary'
            when phase in ('MS', 'SS', 'AT') then 'Secondary'
            when phase = 'SP' then 'Special'
        end as phase,
        coalesce(area_of_district.area, 'z') as district,
        ap_places,
        valid_from,
        valid_to,
        lag(valid_from) over (partition by school_urn order by valid_from) as earlier,
        lead(valid_from) over (partition by school_urn order by valid_from) as later
    from schools
    left join area_of_district on area_of_district.district = schools.district
)

select
    school_urn,
    laestab,
    school_name,
    phase_code,
    phase,
    district,
    ap_places,
    valid_from,
    valid_to,
    -- A row dated outside every period of its school still has to find its phase: the first and
    -- the last period are open-ended, and each runs to the day before the next.
    case when earlier is null then date '1900-01-01' else valid_from end as found_from,
    case when later is null then date '2999-12-31' else later - 1 end as found_to
from ordered

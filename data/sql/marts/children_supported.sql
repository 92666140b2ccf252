-- Grain: one child supported at any time in one period, once, at its highest tier. By home
-- district.
with supported as (
    select
        periods.time_period,
        periods.time_identifier,
        stg_placements.*,
        row_number() over (
            partition by stg_placements.pupil_id, periods.time_period, periods.time_identifier
            order by
                stg_placements.tier desc,
                stg_placements.start_date desc,
                stg_placements.open_to desc,
                stg_placements.provider_id,
                stg_placements.placement_id
        ) as nth
    from stg_placements
    inner join periods
        on
            stg_placements.start_date <= periods.last_day
            and stg_placements.open_to >= periods.first_day
    where
        stg_placements.pupil_id is not null
        and stg_placements.start_date <= $as_at_placements
        and (
            periods.time_identifier = 'Academic year'
            or periods.kind = 'term'
        )
),

final as (
    select
        supported.*,
        (supported.tier = '1' or supported.enrolment_status = 'S')
        -- A child on the roll of a special or AP school is not on a mainstream roll.
        and coalesce(stg_schools.phase_code not in ('SP', 'PR'), true) as on_mainstream_roll
    from supported
    left join stg_schools
        on
            stg_schools.school_urn = supported.home_school_urn
            and supported.start_date between stg_schools.found_from and stg_schools.found_to
    where supported.nth = 1
)

select
    time_period,
    time_identifier,
    home_area as district,
    tier,
    sex,
    sen_provision,
    nc_year,
    pupil_id as child,
    1 as children,
    cast(coalesce(on_mainstream_roll, false) as integer) as on_mainstream_roll,
    cast(not coalesce(on_mainstream_roll, false) as integer) as not_on_mainstream_roll
from final

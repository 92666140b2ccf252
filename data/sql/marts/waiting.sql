-- Grain: one permanently excluded child at one month end, by its newest exclusion. By home
-- district. A child waits from the exclusion until any provision is recorded, it is overturned, or Year 11 is over.
with excluded as (
    select
        *,
        -- 31 August after Year 11, when a child leaves school.
        make_date(
            cast(
                extract(year from start_date)
                - case when extract(month from start_date) < 9 then 1 else 0 end
                + 12
                - coalesce(try_cast(nc_year as integer), 0) as integer
            ),
            8,
            31
        ) as leaves_school
    from stg_exclusions
    where is_permanent and status != 'withdrawn'
),

waiting as (
    select
        excluded.*,
        (
            select min(greatest(provision.start_date, excluded.start_date))
            from provision
            where
                provision.pupil_id = excluded.pupil_id
                and provision.open_to >= excluded.start_date
        ) as provided_on
    from excluded
),

at_month_ends as (
    select
        periods.time_period,
        periods.time_identifier,
        waiting.*,
        row_number() over (
            partition by waiting.pupil_id, periods.last_day
            order by waiting.start_date desc, waiting.school_urn, waiting.exclusion_id
        ) as nth
    from waiting
    inner join periods
        on
            periods.last_day >= waiting.start_date
            and periods.last_day <= waiting.leaves_school
            and (waiting.provided_on is null or periods.last_day < waiting.provided_on)
            and not (
                waiting.status = 'overturned'
                and coalesce(waiting.status_date <= periods.last_day, true)
            )
    where
        periods.kind = 'month'
        and periods.last_day <= least($as_at_exclusions, $as_at_placements, $as_at_home_tuition)
)

select
    time_period,
    time_identifier,
    home_area as district,
    sex,
    sen_provision,
    nc_year,
    pupil_id as child,
    1 as children
from at_month_ends
where nth = 1

-- Grain: one child leaving a tier 3 placement in Year 11, in the academic year it left. By home
-- district. Sustained is in education, employment or training in each month October to March.
with leavers as (
    select
        days.time_period,
        days.time_identifier,
        stg_placements.*,
        row_number() over (
            partition by stg_placements.pupil_id, days.time_period
            order by
                stg_placements.end_date desc,
                stg_placements.start_date desc,
                stg_placements.provider_id,
                stg_placements.placement_id
        ) as nth
    from stg_placements
    inner join days on days.day = stg_placements.end_date
    where
        stg_placements.tier = '3'
        and stg_placements.year_group_at_end = 11
        and days.time_identifier = 'Academic year'
),

months_held as (
    select distinct month
    from neet_months
),

-- Months the extract does not hold cannot show that anybody stayed. Until March is over the
-- children who left stand, to be looked at later.
can_be_told as (
    select leavers.time_period
    from (select distinct time_period from leavers) as leavers
    left join months_held
        on
            months_held.month
            between make_date(leavers.time_period // 100 + 1, 10, 1)
            and make_date(leavers.time_period // 100 + 2, 3, 1)
    group by leavers.time_period
    having
        count(months_held.month) = 6
        or make_date(leavers.time_period // 100 + 2, 3, 31)
        > least($as_at_placements, $as_at_neet)
),

after_leaving as (
    select
        leavers.placement_id,
        count(distinct stg_neet.month) as months_seen,
        count(distinct case when activities.group_name = 'EET' then stg_neet.month end) as months_in
    from leavers
    inner join stg_neet
        on
            stg_neet.pupil_id = leavers.pupil_id
            and stg_neet.month
            between make_date(leavers.time_period // 100 + 1, 10, 1)
            and make_date(leavers.time_period // 100 + 2, 3, 1)
    left join activities
        on
            activities.code = stg_neet.activity_code
            and stg_neet.month between activities.valid_from and activities.valid_to
    group by leavers.placement_id
)

select
    leavers.time_period,
    leavers.time_identifier,
    leavers.home_area as district,
    leavers.sex,
    leavers.sen_provision,
    leavers.pupil_id as child,
    1 as leavers,
    cast(coalesce(months_in = 6, false) as integer) as sustained,
    cast(not coalesce(months_in = 6, false) as integer) as not_sustained,
    cast(coalesce(months_seen > 0, false) as integer) as linked,
    cast(not coalesce(months_seen > 0, false) as integer) as not_linked
from leavers
left join after_leaving on after_leaving.placement_id = leavers.placement_id
where leavers.nth = 1 and leavers.time_period in (select time_period from can_be_told)

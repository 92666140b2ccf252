-- Grain: one young person by home district, sex and SEN provision over December to February,
-- with the months of each kind. Only winters with all three months count.
create temp table neet_winters as
with ap_pupils as (
    select
        pupil_id,
        min(start_date) as first_placed
    from stg_placements
    where tier in ('2', '3')
    group by pupil_id
),

activities as (
    select
        code,
        cast(group_name not in ('Custody', 'Not school-leaving age') as integer) as in_cohort,
        cast(group_name = 'NEET' as integer) as neet,
        cast(group_name = 'Not known' as integer) as not_known,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '2999-12-31') as valid_to
    from codes
    where code_set = 'activity_code'
),

winter_months as (
    select distinct
        month,
        extract(year from month + interval 1 month) as time_period
    from neet_months
    where extract(month from month) in (12, 1, 2)
),

winters as (
    select time_period
    from winter_months
    group by time_period
    having count(*) = 3
),

in_winter as (
    select
        winters.time_period,
        stg_neet.*,
        coalesce(activities.in_cohort, 1) as in_cohort,
        coalesce(activities.neet, 0) as neet,
        coalesce(activities.not_known, 0) as not_known,
        cast(
            coalesce(ap_pupils.first_placed <= last_day(stg_neet.month), false)
            or stg_neet.has_ap_characteristic as integer
        ) as after_ap
    from stg_neet
    inner join winter_months on winter_months.month = stg_neet.month
    inner join winters on winters.time_period = winter_months.time_period
    left join activities
        on
            activities.code = stg_neet.activity_code
            and stg_neet.month between activities.valid_from and activities.valid_to
    left join ap_pupils on ap_pupils.pupil_id = stg_neet.pupil_id
)

select
    cast(time_period as integer) as time_period,
    young_person_id,
    home_area,
    sex,
    sen_provision,
    cast(count(*) as integer) as cohort,
    cast(sum(neet) as integer) as neet,
    cast(sum(not_known) as integer) as not_known,
    cast(sum(after_ap) as integer) as ap_cohort,
    cast(sum(after_ap * (neet + not_known)) as integer) as ap_neet_not_known,
    cast(count(pupil_id) as integer) as linked
from in_winter
where in_cohort = 1
group by all

-- Grain: one young person by home district, sex and SEN provision over December to February,
-- with the months of each kind. Only winters with all three months count.
create temp table neet_winters as
with winter_months as (
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

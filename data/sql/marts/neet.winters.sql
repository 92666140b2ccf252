-- Grain: one young person over December to February of one calendar year. By home district.
select
    time_period,
    cast('Calendar year' as period_name) as time_identifier,
    home_area as district,
    sex,
    sen_provision,
    young_person_id as child,
    cohort,
    neet,
    not_known,
    neet + not_known as neet_not_known,
    cohort - neet as not_neet,
    cohort - not_known as known,
    cohort - neet - not_known as neither,
    ap_cohort,
    ap_neet_not_known,
    ap_cohort - ap_neet_not_known as ap_neither,
    linked
from neet_winters
where cohort > 0

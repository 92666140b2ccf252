-- Grain: one home tuition episode at one month end, and again in its academic year, whose sums
-- run over the month ends. By home district.
with month_ends as (
    select
        tuition_months.*,
        nth = 1 as counts_child,
        last_day - start_date > 84 as over_12_weeks,
        len(
            list_filter(
                coalesce(review_dates, []),
                lambda day: day > last_day - 84 and day <= last_day
            )
        ) > 0 as reviewed
    from tuition_months
),

in_periods as (
    select * from month_ends
    union all
    select * replace ('Academic year' as time_identifier)
    from month_ends
)

select
    time_period,
    time_identifier,
    home_area as district,
    sex,
    sen_provision,
    nc_year,
    reason,
    pupil_id as child,
    cast(counts_child as integer) as children,
    -- A child with two part-time packages has the hours of both, where the child is counted.
    case when counts_child then coalesce(hours_of_child, 0) else 0 end as hours,
    case when counts_child then coalesce(hours_of_child * hours_of_child, 0) else 0 end
        as hours_squares,
    cast(counts_child and hours_of_child is not null as integer) as children_with_hours,
    cast(over_12_weeks as integer) as open_over_12_weeks,
    cast(over_12_weeks and reviewed as integer) as reviewed,
    cast(over_12_weeks and not reviewed as integer) as not_reviewed
from in_periods

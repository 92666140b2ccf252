-- Grain: one academic or financial year, term, quarter or month that the extracts reach.
create temp table periods as
with months as (
    select cast(unnest(generate_series($first_day, $last_day, interval 1 month)) as date) as first_day
),

dated as (
    select
        first_day,
        extract(year from first_day) - case when extract(month from first_day) < 9 then 1 else 0 end
            as academic,
        extract(year from first_day) - case when extract(month from first_day) < 4 then 1 else 0 end
            as financial
    from months
),

terms as (
    select
        time_period,
        term,
        first_day as term_first_day,
        last_day,
        census_day,
        lag(first_day) over (partition by time_period order by first_day) as earlier,
        lead(first_day) over (partition by time_period order by first_day) as later
    from calendar
),

academic_years as (
    select
        academic * 100 + (academic + 1) % 100 as time_period,
        'Academic year' as time_identifier,
        make_date(academic, 9, 1) as first_day,
        make_date(academic + 1, 8, 31) as last_day,
        make_date(academic + 1, 8, 31) as over_on,
        academic * 100 + (academic + 1) % 100 as academic_year
    from dated
    group by academic
),

academic_terms as (
    select
        time_period,
        term as time_identifier,
        -- A holiday belongs to the term before it, so that every day of the year is in a term.
        case
            when earlier is null then make_date(time_period // 100, 9, 1)
            else term_first_day
        end as first_day,
        case
            when later is null then make_date(time_period // 100 + 1, 8, 31)
            else later - 1
        end as last_day,
        last_day as over_on,
        time_period as academic_year
    from terms
    where time_period in (select time_period from academic_years)
),

academic_months as (
    select
        academic * 100 + (academic + 1) % 100 as time_period,
        monthname(first_day) as time_identifier,
        first_day,
        last_day(first_day) as last_day,
        last_day(first_day) as over_on,
        academic * 100 + (academic + 1) % 100 as academic_year
    from dated
),

financial_years as (
    select
        financial * 100 + (financial + 1) % 100 as time_period,
        'Financial year' as time_identifier,
        make_date(financial, 4, 1) as first_day,
        make_date(financial + 1, 3, 31) as last_day,
        make_date(financial + 1, 3, 31) as over_on,
        cast(null as integer) as academic_year
    from dated
    group by financial
),

-- Academic years cut a quarter in two: its days are the quarter's own, not those of the months here.
quarter_starts as (
    select distinct
        financial,
        cast(date_trunc('quarter', first_day) as date) as first_day
    from dated
),

quarters as (
    select
        financial * 100 + (financial + 1) % 100 as time_period,
        'Financial year Q' || ((extract(month from first_day) + 8) % 12 // 3 + 1) as time_identifier,
        first_day,
        cast(first_day + interval 3 month as date) - 1 as last_day,
        cast(first_day + interval 3 month as date) - 1 as over_on,
        cast(null as integer) as academic_year
    from quarter_starts
),

-- NEET's calendar year is December of the year before to February.
winters as (
    select
        academic + 1 as time_period,
        'Calendar year' as time_identifier,
        make_date(academic, 12, 1) as first_day,
        last_day(make_date(academic + 1, 2, 1)) as last_day,
        last_day(make_date(academic + 1, 2, 1)) as over_on,
        cast(null as integer) as academic_year
    from dated
    group by academic
),

final as (
    select *, 'year' as kind from academic_years
    union all
    select *, 'term' as kind from academic_terms
    union all
    select *, 'month' as kind from academic_months
    union all
    select *, 'year' as kind from winters
    union all
    select *, 'year' as kind from financial_years
    union all
    select *, 'quarter' as kind from quarters
)

select
    cast(time_period as integer) as time_period,
    time_identifier,
    kind,
    first_day,
    last_day,
    over_on,
    cast(academic_year as integer) as academic_year
from final

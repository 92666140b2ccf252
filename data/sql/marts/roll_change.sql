-- Grain: one mainstream secondary school in one year, Year 11 less the Year 10 of the year
-- before. By school district. An academy conversion changes the URN but not the LAEstab.
with years as (
    select
        stg_pupils.time_period,
        stg_schools.laestab,
        max(stg_schools.district) as district,
        sum(case when stg_pupils.nc_year = '10' then stg_pupils.headcount else 0 end) as year_10,
        sum(case when stg_pupils.nc_year = '11' then stg_pupils.headcount else 0 end) as year_11
    from stg_pupils
    inner join stg_schools
        on
            stg_schools.school_urn = stg_pupils.school_urn
            and make_date(stg_pupils.time_period // 100 + 1, 1, 16)
            between stg_schools.found_from and stg_schools.found_to
    where stg_schools.phase_code in ('MS', 'SS', 'AT')
    group by stg_pupils.time_period, stg_schools.laestab
)

select
    this_year.time_period,
    'Academic year' as time_identifier,
    this_year.district,
    this_year.laestab as school,
    cast(null as ubigint) as child,
    year_before.year_10 as year_10_before,
    this_year.year_11 as year_11,
    this_year.year_11 - year_before.year_10 as net_change
from years as this_year
inner join years as year_before
    on
        year_before.laestab = this_year.laestab
        and year_before.time_period // 100 + 1 = this_year.time_period // 100
where year_before.year_10 > 0 or this_year.year_11 > 0

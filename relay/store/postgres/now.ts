/** In SQL: by the database's clock, in milliseconds since 1970. */
export const NOW = "(extract(epoch from clock_timestamp()) * 1000)::int8";

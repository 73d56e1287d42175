import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

/** One thread, as all others have, and nothing of a file is kept for the next round. */
async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run("SET enable_external_file_cache = false");
  return connection;
}

let connected: Promise<DuckDBConnection> | undefined;

async function ask(sql: string, ...values: string[]): Promise<readonly (readonly unknown[])[]> {
  const connection = await (connected ??= connect());
  return (await connection.runAndReadAll(sql, values)).getRows();
}

const CELLS = "read_csv(?, header = true, all_varchar = true)";

/** Rows with an input and a label. */
export async function countRows(file: string): Promise<number> {
  const [row] = await ask(`SELECT count(*) FROM ${CELLS} WHERE trim(input) <> '' AND trim(label) <> ''`, file);
  return Number(row?.[0]);
}

/**
 * What our report says of a file without faults, and what pandas is asked as well: blanks, space around labels, repeated headers, NULs, classes and
 * samples, exact duplicates, conflicting labels and leakage, lengths with median, 95 % and histogram, long and numeric inputs.
 *
 * @returns rows that are kept.
 */
export async function checkRows(file: string): Promise<number> {
  await ask(
    `CREATE OR REPLACE TEMP TABLE given AS
     SELECT coalesce(input, '') AS input, coalesce(label, '') AS written, trim(coalesce(label, '')) AS label FROM ${CELLS}`,
    file,
  );
  await ask(
    `CREATE OR REPLACE TEMP TABLE kept AS
     SELECT input, label, length(input) AS characters, hash(rowid) % 5 > 0 AS is_trained FROM given
     WHERE trim(input) <> '' AND label <> '' AND NOT (input = 'input' AND label = 'label')`,
  );
  await ask(
    `SELECT count(*) FILTER (trim(input) = ''), count(*) FILTER (trim(input) <> '' AND label = ''), count(*) FILTER (label <> written),
       count(*) FILTER (input = 'input' AND label = 'label') FROM given`,
  );
  const classes = await ask("SELECT label, count(*), min_by(left(input, 200), rowid, 3) FROM kept GROUP BY label");
  await ask(
    `WITH again AS (SELECT input, min_by(label, rowid) AS label, count(*) AS times FROM kept GROUP BY input HAVING times > 1)
     SELECT (SELECT sum(times - 1) FROM again), (SELECT count(*) FROM kept JOIN again USING (input) WHERE kept.label <> again.label)`,
  );
  await ask("SELECT count(*) FROM kept WHERE NOT is_trained AND input IN (SELECT input FROM kept WHERE is_trained)");
  await ask(
    `SELECT min(characters), quantile_disc(characters, [0.5, 0.95]), avg(characters), max(characters), count(*) FILTER (characters > 10000),
       count(*) FILTER (contains(input, chr(0))), bool_and(try_cast(input AS DOUBLE) IS NOT NULL) FROM kept`,
  );
  await ask("SELECT floor(log2(characters)) AS bar, count(*) FROM kept GROUP BY bar");
  return classes.reduce((sum, [, rows]) => sum + Number(rows), 0);
}

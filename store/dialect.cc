#include "store/dialect.h"

namespace sohoa::store::sql {

// Two index seeks a stage, however many jobs wait for a later attempt.
constexpr Dialect kSqliteDialect{
    .to_refer = "",
    .to_rely = "",
    .to_change = "",
    .to_settle = "",
    .if_free = "",
    .batch_first = "",
    .list_before = "(SELECT value FROM json_each(",
    .list_after = "))",
    .by_bytes = "",
    .all_columns =
        "SELECT list.name, c.name FROM pragma_table_list AS list "
        "JOIN pragma_table_info(list.name) AS c WHERE list.schema = 'main' "
        "AND list.type = 'table' AND substr(list.name, 1, 7) <> 'sqlite_' "
        "AND list.name <> 'unfinished_copy'",
    .is_unfinished = "SELECT count(*) FROM sqlite_master WHERE name = 'unfinished_copy'",
    .next_job =
        "SELECT candidate FROM (SELECT rank, coalesce("
        "  (SELECT id FROM job WHERE job.lane = ?1 AND job.unit = ?2 AND job.stage = stage.name "
        "   AND state = 'ready' AND held = 0 AND run_at <= ?3 ORDER BY run_at, id LIMIT 1), "
        "  (SELECT id FROM job WHERE job.lane = ?1 AND job.unit = ?2 AND job.stage = stage.name "
        "   AND state = 'ready' AND held = 0 AND run_at > ?4 ORDER BY run_at, id LIMIT 1)"
        ") AS candidate FROM stage) WHERE candidate IS NOT NULL ORDER BY rank DESC LIMIT 1",
    .second_images =
        "SELECT count(*) FROM master JOIN said ON said.sha256 = master.sha256 "
        "JOIN json_each(said.content, '$.second_images') AS again "
        "JOIN page ON page.master = master.id AND page.number = again.value "
        "WHERE master.batch = ?1",
    .pages_differ =
        "SELECT 'document ' || id FROM document WHERE "
        "(SELECT group_concat(value) FROM (SELECT value "
        "FROM json_each(document.content, '$.pages') ORDER BY value)) IS NOT "
        "(SELECT group_concat(number) FROM (SELECT number FROM document_page "
        "JOIN page ON page.id = document_page.page WHERE document = document.id "
        "ORDER BY number))",
    .secrets_not_held =
        "SELECT 'document ' || id FROM document WHERE "
        "json_extract(content, '$.secret') IS NOT NULL "
        "AND id NOT IN (SELECT id FROM secret_document)"};

// The stages are looked into one after the other and only until there is a job, so that no more
// than the job returned is locked.
constexpr Dialect kPostgresDialect{
    .to_refer = " FOR KEY SHARE",
    .to_rely = " FOR SHARE",
    .to_change = " FOR NO KEY UPDATE",
    .to_settle = " FOR UPDATE",
    .if_free = " FOR NO KEY UPDATE SKIP LOCKED",
    .batch_first = " FOR SHARE OF batch FOR UPDATE OF job",
    .list_before = "(SELECT json_array_elements_text(",
    .list_after = "::text::json))",
    .by_bytes = " COLLATE \"C\"",
    .all_columns =
        "SELECT table_name, column_name FROM information_schema.columns "
        "JOIN information_schema.tables USING (table_schema, table_name) "
        "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' "
        "AND table_name NOT IN ('schema_version', 'unfinished_copy')",
    .is_unfinished = "SELECT to_regclass('unfinished_copy') IS NOT NULL",
    .next_job =
        "WITH next AS MATERIALIZED (SELECT due.id FROM "
        "(SELECT name, rank FROM stage ORDER BY rank DESC) AS step "
        "CROSS JOIN LATERAL (SELECT id FROM ("
        "  SELECT id FROM job WHERE lane = ?1 AND unit = ?2 AND stage = step.name "
        "  AND state = 'ready' AND held = 0 AND run_at <= ?3 "
        "  ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) AS in_time "
        " UNION ALL SELECT id FROM ("
        "  SELECT id FROM job WHERE lane = ?1 AND unit = ?2 AND stage = step.name "
        "  AND state = 'ready' AND held = 0 AND run_at > ?4 "
        "  ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) AS clock_set_back "
        ") AS due ORDER BY step.rank DESC LIMIT 1) SELECT id FROM next",
    .second_images =
        "SELECT count(*) FROM master JOIN said ON said.sha256 = master.sha256 "
        "CROSS JOIN LATERAL json_array_elements_text(said.content::json -> 'second_images') "
        "AS again (value) "
        "JOIN page ON page.master = master.id AND page.number = again.value::bigint "
        "WHERE master.batch = ?1",
    .pages_differ =
        "SELECT 'document ' || id FROM document WHERE "
        "(SELECT string_agg(value, ',' ORDER BY value::bigint) "
        "FROM json_array_elements_text(document.content::json -> 'pages') AS listed (value)) "
        "IS DISTINCT FROM (SELECT string_agg(number::text, ',' ORDER BY number) "
        "FROM document_page JOIN page ON page.id = document_page.page "
        "WHERE document_page.document = document.id)",
    .secrets_not_held =
        "SELECT 'document ' || id FROM document WHERE "
        "json_typeof(content::json -> 'secret') <> 'null' "
        "AND id NOT IN (SELECT id FROM secret_document)"};

}  // namespace sohoa::store::sql

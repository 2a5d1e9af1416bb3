# Sets OUT to the entries of an array of Migration, from FOLDER/NNNN_*.sql. A line "-- then: NAME" in
# one names the function of store/migrations.h that does what SQL cannot; "-- works with: N" says that
# programs of version N and later work on after the step.
function(sohoa_migration_entries out folder)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/[0-9][0-9][0-9][0-9]_*.sql)
  list(SORT files)
  set(entries "")
  set(expected 1)
  foreach(file IN LISTS files)
    get_filename_component(stem ${file} NAME)
    string(REGEX REPLACE "^0*([0-9]+)_.*" "\\1" version ${stem})
    if(NOT version EQUAL expected)
      message(FATAL_ERROR "${file}: expected migration ${expected}")
    endif()
    math(EXPR expected "${expected} + 1")
    file(READ ${file} sql)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    set(then "")
    if(sql MATCHES "\n-- then: ([A-Za-z]+)\n")
      set(then ", &${CMAKE_MATCH_1}")
    endif()
    if(sql MATCHES "\n-- works with: ([0-9]+)\n")
      set(works_with ${CMAKE_MATCH_1})
      if(then STREQUAL "")
        set(then ", nullptr")
      endif()
      string(APPEND then ", ${works_with}")
    endif()
    string(APPEND entries "    {${version}, R\"sql(${sql})sql\"${then}},\n")
  endforeach()
  set(${out} "${entries}" PARENT_SCOPE)
endfunction()

# sohoa_embed_migrations(OUT FUNCTION NAME ID)
# Writes OUT, a source file that defines `const Schema& FUNCTION()` from migrations/NAME for SQLite
# and migrations/postgres/NAME for PostgreSQL.
function(sohoa_embed_migrations out function name id)
  sohoa_migration_entries(sqlite_entries ${CMAKE_CURRENT_SOURCE_DIR}/migrations/${name})
  sohoa_migration_entries(postgres_entries ${CMAKE_CURRENT_SOURCE_DIR}/migrations/postgres/${name})
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT [[
// Made from the files in store/migrations.
#include "store/migrations.h"

namespace sohoa::store {
namespace {
constexpr Migration kSqlite[] = {
@sqlite_entries@};
constexpr Migration kPostgres[] = {
@postgres_entries@};
}  // namespace

const Schema& @function@() {
  static constexpr Schema schema{"@name@", @id@, kSqlite, kPostgres};
  return schema;
}
}  // namespace sohoa::store
]])
endfunction()

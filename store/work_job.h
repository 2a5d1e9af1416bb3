#pragma once

#include "core/ports/work_store.h"
#include "store/sql_work_store.h"

namespace sohoa::store {

// Private to store/: a row of the job table.
struct SqlWorkStore::Job {
  core::Id id = 0;
  core::Stage stage = core::Stage::kOpen;
  core::Id subject = 0;
  std::string batch;
  int attempt = 0;
  int crashes = 0;
  int interruptions = 0;
};

}  // namespace sohoa::store

#pragma once

// What every WorkStore must do. An implementation joins with a file of its own:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, WorkStoreConformance, testing::Values(WorkStoreMaker{...}));
#include "tests/conformance/work_store_documents.h"
#include "tests/conformance/work_store_fixture.h"
#include "tests/conformance/work_store_intake.h"
#include "tests/conformance/work_store_leases.h"
#include "tests/conformance/work_store_processes.h"
#include "tests/conformance/work_store_secrets.h"
#include "tests/conformance/work_store_turns.h"
#include "tests/conformance/work_store_upkeep.h"

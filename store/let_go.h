#pragma once

#include <cstdint>

#include "core/clock.h"
#include "core/digest.h"
#include "store/sql.h"

// Private to store/: notes blobs of the work schema whose bytes are to be removed. All within an
// open transaction; what other rows still need is left out when the bytes go
// (UpkeepBook::toRemove).
namespace sohoa::store {

// Of a master just sealed: its bytes, and what came of its secret documents.
void letGoOfSealed(sql::Connection& connection, std::int64_t master, core::Timestamp now);
// PDFs and page results of a document.
void letGoOfDocument(sql::Connection& connection, std::int64_t document, core::Timestamp now);
// A master's bytes, and the results of all its pages.
void letGoOfMaster(sql::Connection& connection, std::int64_t master, core::Timestamp now);
// A blob that no row names; once for each moment at which a copy with it was taken away.
void letGoAlone(sql::Connection& connection, const core::Sha256& blob, core::Timestamp removed);
// The bytes of a master that was let go may have come in again.
void letGoAgain(sql::Connection& connection, std::int64_t master, core::Timestamp now);

}  // namespace sohoa::store

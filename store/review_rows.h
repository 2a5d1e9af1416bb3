#pragma once

#include <string>

#include "core/ports/review_book.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// Private to store/, all within an open transaction.

// The document as its row keeps it.
[[nodiscard]] std::string storedDocument(const core::Document& document);
// A document that was just written waits for a person from now on.
void startReview(sql::Connection& connection, core::Id document, const core::ReviewContent& draft,
                 const core::ReviewHold& hold, core::Timestamp now);
// What revisions of the other documents of its file say of the document's pages is forgotten: a
// page may have been another's before it was split off.
void forgetItsPages(sql::Connection& connection, core::Id document);
// The document is in quarantine as a state secret, and nothing is kept of its review nor, in those
// of others, of its pages.
void holdSecretDocument(sql::Connection& connection, core::Id document, const std::string& batch,
                        core::Stage stage, core::Timestamp now);

}  // namespace sohoa::store

#include "store/sql.h"

#include <algorithm>
#include <array>

#include "core/fault.h"
#include "core/file.h"
#include "store/errors.h"

namespace sohoa::store::sql {

core::Sha256 Statement::digest(int column) const {
  const std::string bytes = cursor_->bytes(column);
  if (bytes.size() != core::Sha256::kSize) {
    throw core::Error(kDamaged, {.detail = "a digest does not have 32 bytes"});
  }
  std::array<std::uint8_t, core::Sha256::kSize> value{};
  std::copy(bytes.begin(), bytes.end(), value.begin());
  return core::Sha256(value);
}

std::optional<core::Sha256> Statement::optionalDigest(int column) const {
  if (isNull(column)) return std::nullopt;
  return digest(column);
}

core::Timestamp Statement::time(int column) const {
  return core::Timestamp(std::chrono::milliseconds(integer(column)));
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  if (kind != Kind::kRead) core::failAt("store.begin", connection.name());
  using enum Connection::Access;
  connection.begin(kind == Kind::kRead ? kRead : kind == Kind::kWrite ? kWrite : kPassing);
}

Transaction::~Transaction() {
  if (open_) connection_.rollback();
}

void Transaction::commit() {
  core::failAt("store.commit", connection_.name());
  connection_.commit();
  open_ = false;
  core::crashPoint("store.committed");
}

}  // namespace sohoa::store::sql

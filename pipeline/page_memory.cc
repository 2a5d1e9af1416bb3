#include "pipeline/page_memory.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/file.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;

std::span<const std::uint8_t> bytesOf(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string fileOf(const core::Sha256& key) { return key.hex() + ".json"; }

}  // namespace

core::Sha256 PageMemory::keyOf(const core::Raster& page, const std::string& version) {
  core::Sha256Stream stream;
  stream.update(bytesOf(fmt::format(
      "{}\n{} {} {} {} {} {}\n", version, static_cast<int>(page.format), page.size.width,
      page.size.height, page.stride, page.resolution.x, page.resolution.y)));
  stream.update(page.pixels);
  return stream.finish();
}

bool PageMemory::has(const std::string& session, const core::Sha256& key) const {
  std::error_code error;
  return fs::exists(folder_ / session / fileOf(key), error);
}

void PageMemory::keep(const std::string& session, const core::Sha256& key,
                      const core::PageResult& result) const {
  const auto folder = folder_ / session;
  fs::create_directories(folder);
  fs::permissions(folder_, fs::perms::owner_all);
  core::writeFileAtomically(folder / fileOf(key), nlohmann::json(result).dump());
}

std::optional<core::PageResult> PageMemory::take(const core::Sha256& key) const {
  std::error_code error;
  for (fs::directory_iterator session(folder_, error), end; !error && session != end;
       session.increment(error)) {
    const auto file = session->path() / fileOf(key);
    if (!fs::exists(file, error)) continue;
    try {
      auto result = nlohmann::json::parse(core::readText(file)).get<core::PageResult>();
      fs::remove(file, error);
      return result;
    } catch (const core::Error&) {
    } catch (const nlohmann::json::exception&) {
    }
    fs::remove(file, error);
  }
  return {};
}

void PageMemory::forget(const std::string& session) const {
  std::error_code error;
  fs::remove_all(folder_ / session, error);
}

void PageMemory::forgetAll() const {
  std::error_code error;
  fs::remove_all(folder_, error);
}

core::PageResult RememberingReader::readPage(const core::Raster& page, std::optional<int> said) {
  auto known = memory_.take(PageMemory::keyOf(page, version_));
  // What was read before a person turned the page is of use when it stood that way.
  if (known && (!said || known->geometry.orientation_deg == 90 * *said)) return *std::move(known);
  return reader_.read(page, said);
}

}  // namespace sohoa::pipeline

#include "pdf/object_writer.h"

#include <fmt/format.h>
#include <zlib.h>

#include <iterator>

#include "core/error.h"

namespace sohoa::pdf {
namespace {

std::span<const std::uint8_t> bytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::string Ref::text() const { return fmt::format("{} 0 R", number); }

std::string number(double value, int decimals) {
  std::string out = fmt::format("{:.{}f}", value, decimals);
  if (out.find('.') != std::string::npos) {
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
  }
  return out == "-0" ? "0" : out;
}

std::vector<std::uint8_t> deflated(std::span<const std::uint8_t> bytes) {
  auto size = compressBound(bytes.size());
  std::vector<std::uint8_t> out(size);
  if (compress2(out.data(), &size, bytes.data(), bytes.size(), Z_BEST_COMPRESSION) != Z_OK) {
    throw core::Error(core::kOutOfMemory, {.detail = "zlib"});
  }
  out.resize(size);
  return out;
}

std::vector<std::uint8_t> deflated(std::string_view bytes) { return deflated(bytesOf(bytes)); }

ObjectWriter::ObjectWriter(const std::filesystem::path& out) : file_(out) {
  write("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
}

Ref ObjectWriter::allocate() {
  offsets_.push_back(0);
  return {static_cast<int>(offsets_.size())};
}

void ObjectWriter::begin(Ref ref) {
  auto& offset = offsets_.at(static_cast<std::size_t>(ref.number - 1));
  if (offset != 0) throw core::Error(core::kInternal, {.detail = "PDF object written twice"});
  offset = position_;
  write(fmt::format("{} 0 obj\n", ref.number));
}

void ObjectWriter::object(Ref ref, std::string_view body) {
  begin(ref);
  write(body);
  write("\nendobj\n");
}

Ref ObjectWriter::object(std::string_view body) {
  const Ref ref = allocate();
  object(ref, body);
  return ref;
}

void ObjectWriter::stream(Ref ref, std::string_view entries, std::span<const std::uint8_t> data) {
  begin(ref);
  write(fmt::format("<< {} /Length {} >>\nstream\n", entries, data.size()));
  write(data);
  write("\nendstream\nendobj\n");
}

Ref ObjectWriter::stream(std::string_view entries, std::span<const std::uint8_t> data) {
  const Ref ref = allocate();
  stream(ref, entries, data);
  return ref;
}

Ref ObjectWriter::flateStream(std::string_view entries, std::string_view data) {
  return stream(fmt::format("{} /Filter /FlateDecode", entries), deflated(data));
}

void ObjectWriter::finish(Ref catalog, Ref info) {
  constexpr std::uint64_t kLargestOffset = 9'999'999'999;
  const auto table = position_;
  if (table > kLargestOffset) {
    throw core::Error(core::kInternal, {.detail = "more than 10 GB in one PDF"});
  }
  const std::string id = hash_.finish().hex().substr(0, 32);
  hash_ = {};
  std::string tail = fmt::format("xref\n0 {}\n0000000000 65535 f \n", offsets_.size() + 1);
  for (const auto offset : offsets_) {
    if (offset == 0) throw core::Error(core::kInternal, {.detail = "PDF object never written"});
    fmt::format_to(std::back_inserter(tail), "{:010} 00000 n \n", offset);
  }
  fmt::format_to(
      std::back_inserter(tail),
      "trailer\n<< /Size {} /Root {} /Info {} /ID [<{}> <{}>] >>\nstartxref\n{}\n%%EOF\n",
      offsets_.size() + 1, catalog.text(), info.text(), id, id, table);
  write(tail);
  file_.commit();
}

void ObjectWriter::write(std::string_view text) { write(bytesOf(text)); }

void ObjectWriter::write(std::span<const std::uint8_t> bytes) {
  hash_.update(bytes);
  file_.write(bytes);
  position_ += bytes.size();
}

}  // namespace sohoa::pdf

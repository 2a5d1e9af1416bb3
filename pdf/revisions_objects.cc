#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "core/file.h"
#include "pdf/revisions_section.h"

namespace sohoa::pdf {
namespace {

using Kind = Object::Kind;

const Revisions::ObjectPtr& nullObject() {
  static const Revisions::ObjectPtr null = std::make_shared<const Object>();
  return null;
}

// Undoes the PNG filters (ISO 15948 clause 9) that FlateDecode predictors 10 to 15 use.
std::optional<std::vector<std::uint8_t>> undoPng(std::vector<std::uint8_t> data,
                                                 std::size_t columns, std::size_t pixel) {
  const auto row = columns + 1;
  if (columns == 0 || data.size() % row != 0) return std::nullopt;
  std::vector<std::uint8_t> result(data.size() / row * columns);
  const std::vector<std::uint8_t> zeros(columns);
  const std::uint8_t* above = zeros.data();
  for (std::size_t y = 0; y < data.size() / row; ++y) {
    const auto* in = data.data() + y * row;
    auto* out = result.data() + y * columns;
    for (std::size_t x = 0; x < columns; ++x) {
      const int left = x < pixel ? 0 : out[x - pixel];
      const int corner = x < pixel ? 0 : above[x - pixel];
      const int up = above[x];
      int guess = 0;
      if (in[0] == 1) guess = left;
      if (in[0] == 2) guess = up;
      if (in[0] == 3) guess = (left + up) / 2;
      if (in[0] == 4) {
        const int a = std::abs(up - corner);
        const int b = std::abs(left - corner);
        const int c = std::abs(left + up - 2 * corner);
        guess = a <= b && a <= c ? left : b <= c ? up : corner;
      }
      if (in[0] > 4) return std::nullopt;
      out[x] = static_cast<std::uint8_t>(in[x + 1] + guess);
    }
    above = out;
  }
  return result;
}

std::int64_t parameter(const Object* parameters, std::string_view key, std::int64_t otherwise) {
  const auto* value = parameters == nullptr ? nullptr : parameters->get(key);
  return value == nullptr ? otherwise : value->asInteger().value_or(-1);
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
  const auto fail = [&] {
    throw core::Error(core::kIo,
                      {.file = path.string(), .detail = std::generic_category().message(errno)});
  };
  const core::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) fail();
  if (!S_ISREG(info.st_mode)) {
    errno = EINVAL;
    fail();
  }
  size_ = static_cast<std::size_t>(info.st_size);
  if (size_ == 0) return;
  void* mapping = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (mapping == MAP_FAILED) fail();
  data_ = static_cast<const std::uint8_t*>(mapping);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::uint8_t*>(data_), size_);
}

void MappedFile::release(std::uint64_t begin, std::uint64_t end) const {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const auto first = (begin + page - 1) / page * page;
  const auto last = std::min<std::uint64_t>(end, size_) / page * page;
  if (first >= last) return;
  // Read-only pages of a file: dropping them loses nothing, and failing to costs only memory.
  static_cast<void>(
      ::madvise(const_cast<std::uint8_t*>(data_) + first, last - first, MADV_DONTNEED));
}

std::optional<std::vector<std::uint8_t>> inflate(std::span<const std::uint8_t> data,
                                                 std::size_t limit) {
  z_stream state{};
  if (inflateInit(&state) != Z_OK) return std::nullopt;
  state.next_in = const_cast<std::uint8_t*>(data.data());
  state.avail_in = static_cast<uInt>(std::min<std::size_t>(data.size(), UINT32_MAX));
  std::vector<std::uint8_t> result;
  int status = Z_OK;
  while (status == Z_OK && result.size() <= limit) {
    const auto before = result.size();
    result.resize(std::max<std::size_t>(4096, before * 2));
    state.next_out = result.data() + before;
    state.avail_out = static_cast<uInt>(result.size() - before);
    status = ::inflate(&state, Z_NO_FLUSH);
    result.resize(result.size() - state.avail_out);
  }
  inflateEnd(&state);
  if (status != Z_STREAM_END || result.size() > limit) return std::nullopt;
  return result;
}

std::optional<std::vector<std::uint8_t>> Revisions::streamBytes(const Object& stream,
                                                                std::size_t at) const {
  if (!stream.is(Kind::kStream) || stream.data.end > bytes_.size()) return std::nullopt;
  const auto raw = bytes_.subspan(stream.data.begin, stream.data.size());
  auto filter = resolveKey(stream, "Filter", at);
  auto parameters = resolveKey(stream, "DecodeParms", at);
  if (filter->is(Kind::kArray)) {
    if (filter->items.size() > 1) return std::nullopt;
    filter = filter->items.empty() ? nullObject() : resolve(filter->items[0], at);
  }
  if (parameters->is(Kind::kArray)) {
    if (parameters->items.size() > 1) return std::nullopt;
    parameters = parameters->items.empty() ? nullObject() : resolve(parameters->items[0], at);
  }
  if (inflated_ > limits_.inflated_total) return std::nullopt;
  if (filter->is(Kind::kNull)) {
    if (raw.size() > limits_.inflated_bytes) return std::nullopt;
    inflated_ += raw.size();
    return std::vector<std::uint8_t>(raw.begin(), raw.end());
  }
  if (!filter->isName("FlateDecode")) return std::nullopt;
  auto data = inflate(raw, limits_.inflated_bytes);
  if (!data) return std::nullopt;
  inflated_ += data->size();
  const auto predictor = parameter(parameters.get(), "Predictor", 1);
  if (predictor == 1) return data;
  const auto columns = parameter(parameters.get(), "Columns", 1);
  const auto colors = parameter(parameters.get(), "Colors", 1);
  if (predictor < 10 || predictor > 15 || columns < 1 || columns > 1 << 16 || colors < 1 ||
      colors > 4 || parameter(parameters.get(), "BitsPerComponent", 8) != 8) {
    return std::nullopt;
  }
  return undoPng(std::move(*data), static_cast<std::size_t>(columns * colors),
                 static_cast<std::size_t>(colors));
}

std::optional<Revisions::Definition> Revisions::definition(std::uint32_t number,
                                                           std::size_t at) const {
  for (auto index = std::min(at + 1, revisions_.size()); index-- > 0;) {
    const auto& entries = revisions_[index].entries;
    const auto entry =
        std::lower_bound(entries.begin(), entries.end(), number,
                         [](const auto& e, std::uint32_t wanted) { return e.number < wanted; });
    if (entry == entries.end() || entry->number != number) continue;
    if (entry->kind == XrefEntry::Kind::kFree) return std::nullopt;
    return Definition{index, &*entry};
  }
  return std::nullopt;
}

std::vector<std::uint32_t> Revisions::numbers(std::size_t at) const {
  std::vector<std::uint32_t> result;
  for (std::size_t i = 0; i <= at && i < revisions_.size(); ++i) {
    for (const auto& entry : revisions_[i].entries) result.push_back(entry.number);
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  std::erase_if(result, [&](std::uint32_t number) { return !definition(number, at); });
  return result;
}

Revisions::ObjectPtr Revisions::object(std::uint32_t number, std::size_t at) const {
  const auto found = definition(number, at);
  return found ? objectOf(found->revision, *found->entry) : nullObject();
}

Revisions::ObjectPtr Revisions::objectOf(std::size_t revision, const XrefEntry& entry) const {
  if (entry.kind == XrefEntry::Kind::kFree) return nullObject();
  if (entry.kind == XrefEntry::Kind::kCompressed) return compressedObject(revision, entry);
  if (const auto known = objects_.find(entry.offset); known != objects_.end()) {
    return known->second;
  }
  ObjectPtr result = nullObject();
  try {
    auto parsed = parseIndirect(bytes_, entry.offset, lengthAt(revision), limits_.parse);
    if (parsed.number == entry.number && parsed.generation == entry.generation) {
      result = std::make_shared<const Object>(std::move(parsed.object));
    }
  } catch (const core::Error&) {
    // Reported once by accountBytes(); a malformed object has no value.
  }
  constexpr std::size_t kCached = 20'000;
  if (objects_.size() >= kCached) objects_.clear();
  objects_.emplace(entry.offset, result);
  return result;
}

Revisions::ObjectPtr Revisions::resolve(const Object& value, std::size_t at) const {
  ObjectPtr held;
  const Object* now = &value;
  for (int hops = 0; now->is(Kind::kReference); ++hops) {
    const auto number = static_cast<std::uint32_t>(now->integer);
    const auto found = definition(number, at);
    if (hops == 32 || !found || found->entry->generation != now->generation) return nullObject();
    held = objectOf(found->revision, *found->entry);
    now = held.get();
  }
  return held ? held : std::make_shared<const Object>(value);
}

Revisions::ObjectPtr Revisions::resolveKey(const Object& dictionary, std::string_view key,
                                           std::size_t at) const {
  const auto* value = dictionary.get(key);
  return value == nullptr ? nullObject() : resolve(*value, at);
}

// A length may stand in any object that is not a stream, also in one that is defined later in the
// same revision; object streams are left out, since a stream's length must not depend on another's.
LengthResolver Revisions::lengthAt(std::size_t revision) const {
  static constexpr std::uint64_t kLengthObject = 128;  // bytes are enough to write a number
  return [this, revision](const Object& reference) -> std::optional<std::uint64_t> {
    const auto found = definition(static_cast<std::uint32_t>(reference.integer), revision);
    if (!found || found->entry->kind != XrefEntry::Kind::kOffset) return std::nullopt;
    try {
      const auto begin = std::min<std::uint64_t>(found->entry->offset, bytes_.size());
      const auto window = std::min<std::uint64_t>(kLengthObject, bytes_.size() - begin);
      const auto parsed = parseIndirect(bytes_.subspan(begin, window), 0, {}, limits_.parse);
      const auto length = parsed.object.asInteger();
      if (!length || *length < 0 || parsed.number != found->entry->number) return std::nullopt;
      return static_cast<std::uint64_t>(*length);
    } catch (const core::Error&) {
      return std::nullopt;
    }
  };
}

Revisions::ObjectPtr Revisions::compressedObject(std::size_t revision,
                                                 const XrefEntry& entry) const {
  const auto unpacked = container(static_cast<std::uint32_t>(entry.offset), revision);
  if (!unpacked || entry.index >= unpacked->numbers.size() ||
      unpacked->numbers[entry.index] != entry.number) {
    return nullObject();
  }
  return unpacked->objects[entry.index];
}

// ISO 32000-1 clause 7.5.7: pairs of number and offset, then the objects in that order. Each object
// is confined to the bytes before the next one, so the work is linear.
bool Revisions::unpack(std::span<const std::uint8_t> data, std::size_t first, std::size_t count,
                       const ParseLimits& limits, Container& into) {
  std::vector<std::size_t> offsets;
  try {
    ObjectParser header(data.first(first));
    for (std::size_t i = 0; i < count; ++i) {
      header.skipWhite();
      const auto number = header.acceptNumber();
      header.skipWhite();
      const auto offset = header.acceptNumber();
      if (!number || *number > UINT32_MAX || !offset || *offset > data.size() - first) return false;
      if (!offsets.empty() && first + *offset <= offsets.back()) return false;
      into.numbers.push_back(static_cast<std::uint32_t>(*number));
      offsets.push_back(first + *offset);
    }
    offsets.push_back(data.size());
    for (std::size_t i = 0; i < count; ++i) {
      ObjectParser body(data.first(offsets[i + 1]), offsets[i], limits);
      into.objects.push_back(std::make_shared<const Object>(body.value()));
    }
  } catch (const core::Error&) {
    return false;
  }
  return true;
}

std::shared_ptr<const Revisions::Container> Revisions::container(std::uint32_t number,
                                                                 std::size_t at) const {
  const auto found = definition(number, at);
  if (!found || found->entry->kind != XrefEntry::Kind::kOffset) return nullptr;
  if (const auto known = containers_.find(found->entry->offset); known != containers_.end()) {
    return known->second;
  }
  auto& slot = containers_[found->entry->offset];
  const auto stream = objectOf(found->revision, *found->entry);
  const auto type = stream->get("Type");
  const auto count = parameter(stream.get(), "N", -1);
  const auto first = parameter(stream.get(), "First", -1);
  const auto data = streamBytes(*stream, found->revision);
  if (type == nullptr || !type->isName("ObjStm") || !data || count < 0 || first < 0 ||
      static_cast<std::uint64_t>(first) > data->size() ||
      static_cast<std::uint64_t>(count) > data->size()) {
    return nullptr;
  }
  auto unpacked = std::make_shared<Container>();
  if (!unpack(*data, static_cast<std::size_t>(first), static_cast<std::size_t>(count),
              limits_.parse, *unpacked)) {
    return nullptr;
  }
  slot = std::move(unpacked);
  return slot;
}

}  // namespace sohoa::pdf

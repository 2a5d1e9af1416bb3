#include "scan/pdf_streams.h"

#include <algorithm>
#include <qpdf/Pipeline.hh>
#include <stdexcept>

#include "scan/errors.h"

namespace sohoa::scan {
namespace {

class Collector final : public Pipeline {
 public:
  explicit Collector(std::uint64_t max_bytes)
      : Pipeline("collector", nullptr), max_bytes_(max_bytes) {}

  void write(unsigned char const* data, size_t length) override {
    const auto room = std::min<std::uint64_t>(length, max_bytes_ - bytes_.size());
    bytes_.insert(bytes_.end(), data, data + room);
    if (room < length) {
      full_ = true;
      throw std::runtime_error("enough");  // qpdf stops decoding
    }
  }
  void finish() override {}

  [[nodiscard]] bool full() const { return full_; }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::uint64_t max_bytes_;
  std::vector<std::uint8_t> bytes_;
  bool full_ = false;
};

std::vector<std::uint8_t> read(QPDFObjectHandle stream, std::uint64_t max_bytes,
                               qpdf_stream_decode_level_e level, bool& full) {
  Collector collector(max_bytes);
  bool decoded = false;
  const bool done = stream.pipeStreamData(&collector, &decoded, 0, level, true, true);
  full = collector.full();
  if (!full && (!done || (level != qpdf_dl_none && !decoded))) {
    throw core::Error(kDamaged, {.detail = "PDF: a stream cannot be read"});
  }
  return collector.take();
}

}  // namespace

std::vector<std::uint8_t> readStored(QPDFObjectHandle stream, std::uint64_t max_bytes) {
  bool full = false;
  auto bytes = read(stream, max_bytes, qpdf_dl_none, full);
  if (full) throw core::Error(kTooLarge, {.detail = "PDF: an image stream"});
  return bytes;
}

std::vector<std::uint8_t> readDecoded(QPDFObjectHandle stream, std::uint64_t max_bytes) {
  bool full = false;
  return read(stream, max_bytes, qpdf_dl_specialized, full);
}

std::int64_t integerOr(QPDFObjectHandle value, std::int64_t otherwise) {
  return value.isInteger() ? value.getIntValue() : otherwise;
}

double numberOr(QPDFObjectHandle value, double otherwise) {
  return value.isNumber() ? value.getNumericValue() : otherwise;
}

QPDFObjectHandle filterParameters(QPDFObjectHandle stream_dict) {
  QPDFObjectHandle parameters = stream_dict.getKey("/DecodeParms");
  if (parameters.isArray() && parameters.getArrayNItems() == 1) {
    parameters = parameters.getArrayItem(0);
  }
  return parameters;
}

std::int64_t parameterOr(QPDFObjectHandle parameters, const char* key, std::int64_t otherwise) {
  return parameters.isDictionary() ? integerOr(parameters.getKey(key), otherwise) : otherwise;
}

bool parameterIsSet(QPDFObjectHandle parameters, const char* key) {
  if (!parameters.isDictionary()) return false;
  QPDFObjectHandle value = parameters.getKey(key);
  return value.isBool() && value.getBoolValue();
}

}  // namespace sohoa::scan

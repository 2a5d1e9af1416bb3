#pragma once

#include <cstdint>
#include <optional>
#include <qpdf/QPDFObjectHandle.hh>
#include <vector>

namespace sohoa::scan {

// A stream's bytes as stored, decrypted, never more than `max_bytes`. Throws Error(kTooLarge,
// kDamaged).
[[nodiscard]] std::vector<std::uint8_t> readStored(QPDFObjectHandle stream,
                                                   std::uint64_t max_bytes);

// A stream's bytes after all its filters, which must be lossless ones. What lies past `max_bytes`
// is left out, so a compression bomb costs no more than that. Throws Error(kDamaged).
[[nodiscard]] std::vector<std::uint8_t> readDecoded(QPDFObjectHandle stream,
                                                    std::uint64_t max_bytes);

// Numbers as qpdf has them, for values that may be missing or of another type.
[[nodiscard]] std::int64_t integerOr(QPDFObjectHandle value, std::int64_t otherwise);
[[nodiscard]] double numberOr(QPDFObjectHandle value, double otherwise);

// DecodeParms of a stream with a single filter: a dictionary, or something else when there are
// none.
[[nodiscard]] QPDFObjectHandle filterParameters(QPDFObjectHandle stream_dict);
[[nodiscard]] std::int64_t parameterOr(QPDFObjectHandle parameters, const char* key,
                                       std::int64_t otherwise);
[[nodiscard]] bool parameterIsSet(QPDFObjectHandle parameters, const char* key);

}  // namespace sohoa::scan

#include "pdf/xmp.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "core/markup.h"
#include "core/text.h"

namespace sohoa::pdf {
namespace {

constexpr std::string_view kOurNamespace = "urn:sohoa:copy:1.0:";

// Characters XML 1.0 cannot carry are left out.
std::string xml(std::string_view utf8) {
  auto signs = core::codePoints(utf8);
  std::erase_if(signs, [](char32_t c) {
    const bool space = c == '\t' || c == '\n' || c == '\r';
    return (c < 0x20 && !space) || c == 0xFFFE || c == 0xFFFF;
  });
  return core::escapedMarkup(core::toUtf8(signs));
}

std::string property(std::string_view name, std::string_view type, std::string_view description) {
  return fmt::format(
      "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>{}</pdfaProperty:name>"
      "<pdfaProperty:valueType>{}</pdfaProperty:valueType>"
      "<pdfaProperty:category>internal</pdfaProperty:category>"
      "<pdfaProperty:description>{}</pdfaProperty:description></rdf:li>\n",
      name, type, description);
}

std::string extensionSchema() {
  return fmt::format(
      "<rdf:Description rdf:about=\"\""
      " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
      " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
      " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
      "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
      "<pdfaSchema:schema>Electronic copy</pdfaSchema:schema>"
      "<pdfaSchema:namespaceURI>{}</pdfaSchema:namespaceURI>"
      "<pdfaSchema:prefix>sohoa</pdfaSchema:prefix>\n"
      "<pdfaSchema:property><rdf:Seq>\n{}{}</rdf:Seq></pdfaSchema:property>\n"
      "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n",
      kOurNamespace,
      property("SourceDigests", "seq Text", "SHA-256 of each scanned master, as sha256:hex"),
      property("PageCount", "Integer", "Number of page images in the copy"));
}

}  // namespace

std::string xmpPacket(const XmpFacts& facts) {
  const std::string created = core::formatIso8601(facts.created);
  std::string sources;
  for (const auto& source : facts.sources) {
    fmt::format_to(std::back_inserter(sources), "<rdf:li>sha256:{}</rdf:li>", source.hex());
  }
  return fmt::format(
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
      "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
      "</rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
      "<dc:format>application/pdf</dc:format>\n"
      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n"
      "<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\n"
      "</rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
      "<xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{created}</xmp:ModifyDate>"
      "<xmp:MetadataDate>{created}</xmp:MetadataDate></rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">"
      "<pdf:Producer>{producer}</pdf:Producer></rdf:Description>\n"
      "{schema}"
      "<rdf:Description rdf:about=\"\" xmlns:sohoa=\"{ours}\">"
      "<sohoa:SourceDigests><rdf:Seq>{sources}</rdf:Seq></sohoa:SourceDigests>"
      "<sohoa:PageCount>{pages}</sohoa:PageCount></rdf:Description>\n"
      "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>",
      fmt::arg("title", xml(facts.title)), fmt::arg("language", xml(facts.language)),
      fmt::arg("created", created), fmt::arg("producer", xml(facts.producer)),
      fmt::arg("schema", extensionSchema()), fmt::arg("ours", kOurNamespace),
      fmt::arg("sources", sources), fmt::arg("pages", facts.pages));
}

std::string pdfDate(core::Timestamp time) {
  std::string digits;
  for (const char c : core::formatIso8601(time).substr(0, 19)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "D:" + digits + "+07'00'";
}

}  // namespace sohoa::pdf

#include "warehouse/mets.h"

#include <fmt/format.h>

#include <iterator>
#include <map>

#include "core/markup.h"
#include "core/text.h"

namespace sohoa::warehouse {
namespace {

using core::Package;
using core::PackageFile;
using core::PackageMaster;
using core::PackagePaper;

// Characters that XML 1.0 cannot carry are left out.
std::string xml(std::string_view utf8) {
  auto signs = core::codePoints(utf8);
  std::erase_if(signs, [](char32_t c) { return c < 0x20 || c == 0xFFFE || c == 0xFFFF; });
  return core::escapedMarkup(core::toUtf8(signs));
}

// A path as a relative URI: what RFC 3986 does not let stand is escaped.
std::string uri(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

class Mets {
 public:
  explicit Mets(const Package& package) : package_(package) {}

  std::string text() {
    add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<mets:mets xmlns:mets=\"http://www.loc.gov/METS/\" "
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
        "xmlns:premis=\"http://www.loc.gov/premis/v3\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "OBJID=\"{}\" TYPE=\"digitised case files\">\n",
        xml(package_.id));
    header();
    forEachPaper([&](const PackagePaper& paper, const std::string& id) { description(paper, id); });
    administration();
    files();
    physical();
    logical();
    out_ += "</mets:mets>\n";
    return std::move(out_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  static std::string idOf(std::size_t master) { return fmt::format("m{:05}", master + 1); }
  template <class Visit>
  void forEachMaster(Visit visit) {
    for (std::size_t i = 0; i < package_.masters.size(); ++i) visit(package_.masters[i], idOf(i));
  }
  template <class Visit>
  void forEachPaper(Visit visit) {
    forEachMaster([&](const PackageMaster& master, const std::string& id) {
      for (std::size_t i = 0; i < master.papers.size(); ++i) {
        visit(master.papers[i], fmt::format("{}-p{:03}", id, i + 1));
      }
    });
  }

  void header() {
    add("<mets:metsHdr CREATEDATE=\"{}\" RECORDSTATUS=\"complete\">\n"
        "<mets:agent ROLE=\"CREATOR\" TYPE=\"ORGANIZATION\"><mets:name>{}</mets:name>"
        "<mets:note>{}</mets:note></mets:agent>\n"
        "<mets:agent ROLE=\"CREATOR\" TYPE=\"OTHER\" OTHERTYPE=\"SOFTWARE\">"
        "<mets:name>Sohoa</mets:name></mets:agent>\n</mets:metsHdr>\n",
        core::formatIso8601(package_.created), xml(package_.unit_name), xml(package_.unit_id));
  }

  void description(const PackagePaper& paper, const std::string& id) {
    add("<mets:dmdSec ID=\"dmd-{}\"><mets:mdWrap MDTYPE=\"DC\"><mets:xmlData>"
        "<dc:identifier>{}</dc:identifier><dc:title>{}</dc:title><dc:type>{}</dc:type>"
        "<dc:date>{}</dc:date><dc:publisher>{}</dc:publisher><dc:language>vi</dc:language>"
        "</mets:xmlData></mets:mdWrap></mets:dmdSec>\n",
        id, xml(paper.copy_id), xml(paper.title), xml(paper.kind),
        core::formatIso8601(paper.created), xml(package_.unit_name));
  }

  void wrap(std::string_view element, const std::string& id, std::string_view type,
            const std::string& content) {
    add("<mets:{0} ID=\"{1}\"><mets:mdWrap MDTYPE=\"{2}\" MDTYPEVERSION=\"3.0\"><mets:xmlData>{3}"
        "</mets:xmlData></mets:mdWrap></mets:{0}>\n",
        element, id, type, content);
  }

  static std::string object(const PackageFile& file, std::string_view original) {
    return fmt::format(
        "<premis:object xsi:type=\"premis:file\"><premis:objectIdentifier>"
        "<premis:objectIdentifierType>local</premis:objectIdentifierType>"
        "<premis:objectIdentifierValue>{}</premis:objectIdentifierValue>"
        "</premis:objectIdentifier><premis:objectCharacteristics>"
        "<premis:fixity><premis:messageDigestAlgorithm>SHA-256</premis:messageDigestAlgorithm>"
        "<premis:messageDigest>{}</premis:messageDigest></premis:fixity>"
        "<premis:size>{}</premis:size><premis:format><premis:formatDesignation>"
        "<premis:formatName>{}</premis:formatName></premis:formatDesignation></premis:format>"
        "</premis:objectCharacteristics>{}</premis:object>",
        xml(file.path), file.sha256.hex(), file.size, xml(file.type),
        original.empty() ? std::string()
                         : "<premis:originalName>" + xml(original) + "</premis:originalName>");
  }

  [[nodiscard]] std::string event(const std::string& id, std::string_view type, core::Timestamp at,
                                  const std::string& detail, const PackageFile& file) const {
    return fmt::format(
        "<premis:event><premis:eventIdentifier>"
        "<premis:eventIdentifierType>local</premis:eventIdentifierType>"
        "<premis:eventIdentifierValue>{}</premis:eventIdentifierValue></premis:eventIdentifier>"
        "<premis:eventType>{}</premis:eventType><premis:eventDateTime>{}</premis:eventDateTime>"
        "<premis:eventDetailInformation><premis:eventDetail>{}</premis:eventDetail>"
        "</premis:eventDetailInformation><premis:linkingAgentIdentifier>"
        "<premis:linkingAgentIdentifierType>local</premis:linkingAgentIdentifierType>"
        "<premis:linkingAgentIdentifierValue>{}</premis:linkingAgentIdentifierValue>"
        "</premis:linkingAgentIdentifier><premis:linkingObjectIdentifier>"
        "<premis:linkingObjectIdentifierType>local</premis:linkingObjectIdentifierType>"
        "<premis:linkingObjectIdentifierValue>{}</premis:linkingObjectIdentifierValue>"
        "</premis:linkingObjectIdentifier></premis:event>",
        id, type, core::formatIso8601(at), xml(detail), xml(package_.unit_id), xml(file.path));
  }

  [[nodiscard]] std::string agent() const {
    return fmt::format(
        "<premis:agent><premis:agentIdentifier>"
        "<premis:agentIdentifierType>local</premis:agentIdentifierType>"
        "<premis:agentIdentifierValue>{}</premis:agentIdentifierValue></premis:agentIdentifier>"
        "<premis:agentName>{}</premis:agentName><premis:agentType>organization</premis:agentType>"
        "</premis:agent>",
        xml(package_.unit_id), xml(package_.unit_name));
  }

  // Whose the papers are and why the office may hold and give them.
  [[nodiscard]] std::string rights() const {
    return fmt::format(
        "<premis:rights><premis:rightsStatement><premis:rightsStatementIdentifier>"
        "<premis:rightsStatementIdentifierType>local</premis:rightsStatementIdentifierType>"
        "<premis:rightsStatementIdentifierValue>rights-{}</premis:rightsStatementIdentifierValue>"
        "</premis:rightsStatementIdentifier><premis:rightsBasis>statute</premis:rightsBasis>"
        "<premis:statuteInformation><premis:statuteJurisdiction>vn</premis:statuteJurisdiction>"
        "<premis:statuteCitation>Nghị định 45/2020/NĐ-CP; Thông tư 01/2023/TT-VPCP"
        "</premis:statuteCitation></premis:statuteInformation>"
        "<premis:rightsGranted><premis:act>disseminate</premis:act>"
        "<premis:restriction>Giấy tờ hồ sơ thủ tục hành chính; chỉ cung cấp cho người và cơ quan "
        "có thẩm quyền</premis:restriction></premis:rightsGranted>"
        "</premis:rightsStatement></premis:rights>",
        xml(package_.unit_id));
  }

  // One section: a METS amdSec holds first all techMD, then rightsMD, then digiprovMD.
  void administration() {
    out_ += "<mets:amdSec ID=\"amd\">\n";
    forEachMaster([&](const PackageMaster& master, const std::string& id) {
      wrap("techMD", "tech-" + id, "PREMIS:OBJECT", object(master.master, master.name));
    });
    forEachPaper([&](const PackagePaper& paper, const std::string& id) {
      wrap("techMD", "tech-" + id, "PREMIS:OBJECT", object(paper.copy, ""));
    });
    wrap("rightsMD", "rights", "PREMIS:RIGHTS", rights());
    wrap("digiprovMD", "agent", "PREMIS:AGENT", agent());
    forEachMaster([&](const PackageMaster& master, const std::string& id) {
      wrap("digiprovMD", "event-" + id, "PREMIS:EVENT",
           event("taken-" + id, "ingestion", master.taken, "scan taken in", master.master));
    });
    forEachPaper([&](const PackagePaper& paper, const std::string& id) {
      wrap("digiprovMD", "event-" + id, "PREMIS:EVENT",
           event("signed-" + id, "digital signature generation", paper.created,
                 "PAdES " + paper.level, paper.copy));
    });
    out_ += "</mets:amdSec>\n";
  }

  void file(const PackageFile& file, const std::string& id, const std::string& administration) {
    add("<mets:file ID=\"{}\" MIMETYPE=\"{}\" SIZE=\"{}\" CHECKSUM=\"{}\" "
        "CHECKSUMTYPE=\"SHA-256\"{}><mets:FLocat LOCTYPE=\"URL\" xlink:href=\"{}\"/></mets:file>\n",
        id, xml(file.type), file.size, file.sha256.hex(), administration, uri(file.path));
  }

  void files() {
    out_ += "<mets:fileSec>\n<mets:fileGrp USE=\"MASTER\">\n";
    forEachMaster([&](const PackageMaster& master, const std::string& id) {
      file(master.master, "master-" + id, fmt::format(" ADMID=\"tech-{0} rights event-{0}\"", id));
    });
    out_ += "</mets:fileGrp>\n<mets:fileGrp USE=\"ALTO\">\n";
    forEachMaster([&](const PackageMaster& master, const std::string& id) {
      file(master.text, "alto-" + id, "");
    });
    out_ += "</mets:fileGrp>\n";
    bool papers = false;
    forEachPaper([&](const PackagePaper&, const std::string&) { papers = true; });
    if (papers) {
      out_ += "<mets:fileGrp USE=\"COPY\">\n";
      forEachPaper([&](const PackagePaper& paper, const std::string& id) {
        file(paper.copy, "copy-" + id, fmt::format(" ADMID=\"tech-{0} rights event-{0}\"", id));
      });
      out_ += "</mets:fileGrp>\n<mets:fileGrp USE=\"FIELDS\">\n";
      forEachPaper([&](const PackagePaper& paper, const std::string& id) {
        file(paper.fields, "fields-" + id, "");
      });
      out_ += "</mets:fileGrp>\n";
    }
    out_ += "</mets:fileSec>\n";
  }

  void pointer(const std::string& id) { add("<mets:fptr FILEID=\"{}\"/>", id); }

  void physical() {
    out_ += "<mets:structMap TYPE=\"PHYSICAL\"><mets:div TYPE=\"package\">\n";
    forEachMaster([&](const PackageMaster& master, const std::string& id) {
      add("<mets:div ID=\"phys-{}\" TYPE=\"scan\" LABEL=\"{}\">", id, xml(master.name));
      pointer("master-" + id);
      pointer("alto-" + id);
      for (int page = 0; page < master.page_count; ++page) {
        add("<mets:div ID=\"phys-{}-{}\" TYPE=\"page\" ORDER=\"{}\"/>", id, page + 1, page + 1);
      }
      out_ += "</mets:div>\n";
    });
    out_ += "</mets:div></mets:structMap>\n";
  }

  void logical() {
    std::map<std::string, std::vector<std::pair<const PackageMaster*, std::string>>> cases;
    forEachMaster([&](const PackageMaster& master, const std::string& id) {
      cases[master.case_file].emplace_back(&master, id);
    });
    out_ += "<mets:structMap TYPE=\"LOGICAL\"><mets:div TYPE=\"package\">\n";
    for (const auto& [name, masters] : cases) {
      add("<mets:div TYPE=\"case file\" LABEL=\"{}\">", xml(name));
      for (const auto& [master, id] : masters) {
        for (std::size_t i = 0; i < master->papers.size(); ++i) {
          const auto& paper = master->papers[i];
          const auto paper_id = fmt::format("{}-p{:03}", id, i + 1);
          add("<mets:div TYPE=\"paper\" LABEL=\"{}\" DMDID=\"dmd-{}\">", xml(paper.title),
              paper_id);
          pointer("copy-" + paper_id);
          pointer("fields-" + paper_id);
          out_ += "</mets:div>";
        }
      }
      out_ += "</mets:div>\n";
    }
    out_ += "</mets:div></mets:structMap>\n";
  }

  const Package& package_;
  std::string out_;
};

}  // namespace

std::string metsText(const Package& package) { return Mets(package).text(); }

}  // namespace sohoa::warehouse

import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;

/**
 * EU DSS as a judge: java DssJudge ROOT.pem CRL-FOLDER PDF...
 *
 * Prints one line a signature: file, field id, level, indication, sub-indication, separated by tabs.
 * Offline; only the named root is trusted.
 */
public final class DssJudge {
  public static void main(String[] arguments) {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(DSSUtils.loadCertificate(new File(arguments[0])));
    File[] lists = new File(arguments[1]).listFiles((folder, name) -> name.endsWith(".crl"));
    String[] paths = new String[lists.length];
    for (int i = 0; i < lists.length; ++i) paths[i] = lists[i].getAbsolutePath();
    for (int i = 2; i < arguments.length; ++i) {
      CommonCertificateVerifier verifier = new CommonCertificateVerifier();
      verifier.setTrustedCertSources(trusted);
      verifier.setCrlSource(crls(paths));
      verifier.setAIASource(null);
      judge(arguments[i], verifier);
    }
  }

  private static ExternalResourcesCRLSource crls(String[] paths) {
    java.io.InputStream[] streams = new java.io.InputStream[paths.length];
    for (int i = 0; i < paths.length; ++i) {
      try {
        streams[i] = new java.io.FileInputStream(paths[i]);
      } catch (java.io.IOException error) {
        throw new java.io.UncheckedIOException(error);
      }
    }
    return new ExternalResourcesCRLSource(streams);
  }

  private static void judge(String path, CommonCertificateVerifier verifier) {
    try {
      SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(path));
      validator.setCertificateVerifier(verifier);
      SimpleReport report = validator.validateDocument().getSimpleReport();
      for (String id : report.getSignatureIdList()) {
        System.out.println(path + "\t" + id + "\t" + report.getSignatureFormat(id) + "\t"
            + report.getIndication(id) + "\t" + report.getSubIndication(id) + "\t"
            + report.getAdESValidationErrors(id));
      }
      if (report.getSignatureIdList().isEmpty()) System.out.println(path + "\t\t\tNONE\t\t");
    } catch (RuntimeException error) {
      System.out.println(path + "\t\t\tERROR\t" + error.getClass().getSimpleName() + "\t");
    }
  }
}

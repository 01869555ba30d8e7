package cbdc.issuer.api;

import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.OrderArchive;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.People;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.Role;
import cbdc.kit.http.OpenApiContract;
import cbdc.kit.http.Operation;
import cbdc.kit.http.RateLimiter;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** All operations of the issuer's contract, and who may do what. */
public final class IssuerApi {
  private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);
  private static final Set<Role> MAKERS = EnumSet.of(Role.MAKER);
  private static final Set<Role> APPROVERS = EnumSet.of(Role.APPROVER);
  private static final Set<Role> SUBMITTERS = EnumSet.of(Role.SUBMITTER);
  private static final Set<Role> AUDITORS = EnumSet.of(Role.AUDITOR);

  /** To stop an order harms nobody: whoever may bring one forward may give it up. */
  private static final Set<Role> MAKERS_AND_APPROVERS = EnumSet.of(Role.MAKER, Role.APPROVER);

  /**
   * What the operations work with.
   *
   * @param desks the order desk as one person uses it; its calls may block
   * @param archive lists and logs; its calls may block
   * @param threads run what may block
   * @param makerMayApprove as the desks go by it
   */
  public record Parts(
      Function<Person, OrderDesk> desks,
      OrderArchive archive,
      LedgerPort ledger,
      ClusterId cluster,
      boolean makerMayApprove,
      People people,
      RateLimiter rates,
      CommandIds ids,
      Clock clock,
      Executor threads) {}

  private IssuerApi() {}

  /** The contract that the operations fulfil. */
  public static OpenApiContract contract() {
    return OpenApiContract.load("cbdc/issuer/openapi.yaml");
  }

  /** A handler for each operation of the contract. */
  public static Map<String, Operation> operations(Parts parts) {
    Work work = new Work(parts.threads());
    LedgerPort ledger = new AnsweringLedger(parts.ledger());
    OrderOperations orders =
        new OrderOperations(
            parts.desks(), parts.archive(), ledger, parts.ids(), parts.clock(), work);
    LedgerOperations now = new LedgerOperations(ledger, parts.cluster(), parts.makerMayApprove());
    RecordOperations records = new RecordOperations(parts.archive(), parts.clock(), work);
    Door door = new Door(parts.people(), parts.rates());
    return Map.ofEntries(
        Map.entry("prepareOrder", door.only(MAKERS, orders::prepare)),
        Map.entry("draftOrder", door.only(MAKERS, orders::draft)),
        Map.entry("listOrders", door.only(EVERYBODY, orders::list)),
        Map.entry("showOrder", door.only(EVERYBODY, orders::show)),
        Map.entry("approveOrder", door.only(APPROVERS, orders::approve)),
        Map.entry("withdrawOrder", door.only(MAKERS_AND_APPROVERS, orders::withdraw)),
        Map.entry("submitOrder", door.only(SUBMITTERS, orders::submit)),
        Map.entry("listBanks", door.only(EVERYBODY, now::listBanks)),
        Map.entry("showBank", door.only(EVERYBODY, now::showBank)),
        Map.entry("showTerms", door.only(EVERYBODY, now::showTerms)),
        Map.entry("showSupply", door.only(EVERYBODY, now::showSupply)),
        Map.entry("listSupply", door.only(EVERYBODY, records::listSupply)),
        Map.entry("listAudit", door.only(AUDITORS, records::listAudit)));
  }
}

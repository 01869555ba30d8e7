package cbdc.wallet.core;

/** Why a bearer token lets nobody in. */
public enum TokenFault {
  /** There is none. */
  MISSING,
  /** It was not made by this service, or was altered. */
  UNKNOWN,
  /** Its time is over. */
  EXPIRED,
  /** It was revoked. */
  REVOKED
}

/**
 * A source of the date, for whoever serves Time. A device has none of its own: it keeps an offset a server
 * (IEEE 2030.5-2018 Time function set), and events never read this port.
 */
export interface WallClock {
  /** Seconds since 1970-01-01T00:00:00Z without leap seconds (TimeType), fraction allowed. */
  nowS(): number;
}

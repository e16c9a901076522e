/** Where an App Server listens. */
export interface Address {
  /** `ws://` */
  url: string;
  token: string;
}

/** Where an actor kind lives on the bus; injected, since the runtime knows no kind. */
export interface ActorSubjects {
  /** Requests to the owner: `parley.v1.room.<id>.command`. */
  command(actorId: string): string;
  /** Notices to watchers: `parley.v1.room.<id>.event`. */
  event(actorId: string): string;
  /** Queue-group requests to any host: `parley.v1.rooms.activate`. */
  readonly activate: string;
  /** The queue group's name. Default: the subject itself. */
  readonly activateQueue?: string;
}

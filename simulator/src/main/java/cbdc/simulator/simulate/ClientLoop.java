package cbdc.simulator.simulate;

import cbdc.settlement.client.ClientClock;
import cbdc.settlement.client.EventLoop;
import java.util.concurrent.TimeUnit;

/** A client's thread and clocks in virtual time. */
final class ClientLoop implements EventLoop, ClientClock {
  private final World world;
  private final SimulatedProcess process;
  private final SimulatedThread thread;

  ClientLoop(World world, String name) {
    this.world = world;
    this.process =
        new SimulatedProcess(world.time(), world.chance().fork(), name, world.watch()::uncaught);
    this.thread = process.thread("loop");
  }

  @Override
  public boolean execute(Runnable task) {
    thread.submit(task);
    return true;
  }

  @Override
  public void schedule(Runnable task, long delayMillis) {
    process.later(TimeUnit.MILLISECONDS.toNanos(delayMillis), () -> thread.submit(task));
  }

  @Override
  public long monotonicMillis() {
    return world.time().millis();
  }

  @Override
  public long wallMillis() {
    return world.wallMillis();
  }
}

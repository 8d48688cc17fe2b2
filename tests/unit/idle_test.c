/* idle_test.c - objects taken and given back by several threads. */
/* par */
#include "check.h"

#include "base/idle.h"

#define THREADS 4
#define TURNS 20000

struct object {
	struct idle idle;
	bool taken;
};

static struct idle_list list;
static int freed;

static void
object_free(void *object)
{
	freed++;
	free(object);
}

TEST(the_last_given_is_taken_first)
{
	struct object *a = calloc(1, sizeof(*a)), *b = calloc(1, sizeof(*b));

	idle_init(&list);
	CHECK(idle_take(&list) == NULL);
	idle_give(&list, a);
	idle_give(&list, b);
	CHECK(idle_take(&list) == b);
	CHECK(idle_take(&list) == a);
	CHECK(idle_take(&list) == NULL);
	idle_give(&list, a);
	idle_give(&list, b);
	freed = 0;
	idle_release(&list, object_free);
	CHECK_INT(freed, 2);
}

/* Nobody has the object that this thread has. */
static void *
work(void *made)
{
	for (int i = 0; i < TURNS; i++) {
		struct object *o = idle_take(&list);

		if (o == NULL) {
			o = calloc(1, sizeof(*o));
			++*(int *)made;
		}
		CHECK(!o->taken);
		o->taken = true;
		o->taken = false;
		idle_give(&list, o);
	}
	return NULL;
}

TEST(an_object_is_of_one_thread_at_a_time)
{
	pthread_t thread[THREADS];
	int made[THREADS] = { 0 }, all = 0;

	idle_init(&list);
	for (int i = 0; i < THREADS; i++)
		REQUIRE(pthread_create(&thread[i], NULL, work, &made[i]) == 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		all += made[i];
	}
	CHECK(all >= 1 && all <= THREADS);
	freed = 0;
	idle_release(&list, object_free);
	CHECK_INT(freed, all);
}
